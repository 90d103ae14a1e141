"""What the sign-in library asks of this house: its words, its limits, its journal."""

from __future__ import annotations

import base64
import hashlib
import logging
from threading import BoundedSemaphore
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.signing_in import note_sign_in
from ranpe.kit.addresses import client_address

logger = logging.getLogger("ranpe.sign_in")

_NEUTRAL = _("Surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")
_SLOWED = _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")
_WRONG_CODE = _("Kode tidak cocok. Periksa jam ponsel Anda, lalu tulis kode yang terbaru.")
_BUSY = _("Sedang banyak yang masuk. Coba lagi sebentar lagi.")

# Checking a password keeps a processor busy; the other threads go on serving pages meanwhile.
places_at_the_door = BoundedSemaphore(settings.SIGN_IN_PLACES)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by e-mail: one neutral sentence, slowed down per person and address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _NEUTRAL,
        "invalid_login": _NEUTRAL,
        "too_many_login_attempts": _SLOWED,
        "rate_limited": _SLOWED,
        "busy": _BUSY,
        "incorrect_password": _("Kata sandi tidak cocok."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's own remarks are left out; our pages say what happened."""

    def get_client_ip(self, request: Any) -> str:
        """The visitor's address; X-Forwarded-For counts only as far as trusted proxies wrote it."""
        forwarded = request.headers.get("x-forwarded-for", "")
        return client_address(request.META["REMOTE_ADDR"], forwarded, settings.PROXIES)

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Refuse who has failed too often; asking counts nothing, only failing does."""
        key = self._pair(request, credentials)
        if not ratelimit.consume(request, action="login_failed", key=key, dry_run=True):
            logger.warning("slowed down", extra={"facts": {"address": self.get_client_ip(request)}})
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """The account, when the password is right and the account is open."""
        if not places_at_the_door.acquire(timeout=settings.SIGN_IN_WAIT_SECONDS):
            raise self.validation_error("busy")
        try:
            found = super().authenticate(request, **credentials)
        finally:
            places_at_the_door.release()
        return found if found is not None and found.is_active else None

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """Count the failure for this person at this address; nobody else is slowed by it."""
        ratelimit.consume(request, action="login_failed", key=self._pair(request, credentials))
        logger.warning("refused", extra={"facts": {"address": self.get_client_ip(request)}})

    def login(self, request: Any, user: Any) -> None:
        """Let the person in, and write it to the journal."""
        super().login(request, user)
        note_sign_in(user, at=timezone.now())

    def _pair(self, request: Any, credentials: dict[str, Any]) -> str:
        # By person alone, anybody could keep a person out by guessing from elsewhere.
        login = str(credentials.get("email") or credentials.get("username") or "").lower()
        return f"{login} {self.get_client_ip(request)}"


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their words, and the phone's secret sealed with the house's key."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}

    def get_totp_issuer(self) -> str:
        """Under which name the phone lists the code."""
        return "RAN PE"

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return _seals().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret that was kept, also one from before the last change of the key."""
        return _seals().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """How a passkey is called when the person gives it no name."""
        return str(_("Kunci sandi"))

    def _get_site_name(self) -> str:
        return "RAN PE"


def _seals() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"accounts.factor {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def renew_seal(authenticator: Any) -> None:
    """Seal a phone's secret with the present key, so that the earlier key can go."""
    sealed = authenticator.data.get("secret")
    if sealed and settings.SECRET_KEY_FALLBACKS:
        authenticator.data["secret"] = _seals().rotate(sealed.encode()).decode()
        authenticator.save(update_fields=["data"])
