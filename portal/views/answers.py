"""What all public answers have in common: open to everyone, kept for five minutes, with an ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from portal.models import PublishedEdition, WithdrawalNotice
from ranpe.kit.formats import NOTHING, moment

View = Callable[..., HttpResponseBase]
FIVE_MINUTES: Final = "public, max-age=300"
GONE: Final = 410


@dataclass(frozen=True)
class PublicShell:
    """The frame of a public page: no person, no period, the time of the data shown."""

    data_time: str
    is_demo: bool
    is_training: bool
    person: str = ""
    version: str = settings.VERSION


def public_page(view: View) -> View:
    """Open a page to everyone; caches may keep it for five minutes."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", FIVE_MINUTES)
        patch_vary_headers(response, ["Cookie"])
        if isinstance(response, HttpResponse) and response.status_code == 200:
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response.headers.setdefault("ETag", etag)
            return get_conditional_response(request, response["ETag"], None, response) or response
        return response

    return login_not_required(require_safe(answer))


def page(
    request: HttpRequest,
    template: str,
    *,
    edition: PublishedEdition | None = None,
    section: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a public page in the frame of the edition that it tells."""
    shell = PublicShell(
        data_time=moment(edition.cutoff_at) if edition else NOTHING,
        is_training=settings.TRAINING,
        is_demo=settings.DEMO or (edition is not None and edition.is_sample),
    )
    values = {"shell": shell, "edition": edition, "section": section, **context}
    return render(request, f"portal/{template}.html", values, status=status)


def withdrawn(request: HttpRequest, notice: WithdrawalNotice, **context: Any) -> HttpResponse:
    """Say in place of an edition why it was withdrawn."""
    return page(request, "withdrawn", section="reports", status=GONE, notice=notice, **context)
