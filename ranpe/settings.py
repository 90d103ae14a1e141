"""All settings; safe by default, the demonstration mode is the only relaxed one."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ranpe import environment as env
from ranpe import preflight

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")

VERSION = "0.1.0"

# The training mode for bimtek: sample data in a folder and a database of its own, plainly not
# real. It knows nothing of the real database, broker, bucket and mail server.
TRAINING = env.flag("RANPE_TRAINING", default=False)
# The demonstration mode: sample accounts, plain http on this computer, console mail.
DEMO = env.flag("RANPE_DEMO", default=False) or TRAINING
DATA_DIR = Path(env.text("RANPE_DATA_DIR", str(BASE_DIR / "var")))
if TRAINING:
    DATA_DIR /= "latihan"
DATA_DIR.mkdir(parents=True, exist_ok=True)
PUBLIC_ADDRESS = env.text("RANPE_ADDRESS", "http://127.0.0.1:8000")

# There is no debugging in this house; that the name is set is said and refused.
DEBUG = env.flag("DEBUG", default=False) and not DEMO
if DEMO:
    SECRET_KEY = env.text("SECRET_KEY", "demonstration-only-" + "x" * 50)
    ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS"), "127.0.0.1", "localhost", "testserver"]
else:
    SECRET_KEY = env.required("SECRET_KEY")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
# Keys that still open what was signed before the last change of the key.
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "ranpe",
    "ranpe.kit",
    "journal",
    "portal",
    "files",
    "institutions",
    "pillars",
    "accounts",
    "actions",
    "workgroups",
    "progress",
    "reporting",
]

MIDDLEWARE = [
    "ranpe.pages.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ranpe.pages.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionEnds",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ranpe.pages.middleware.PlainAddresses",
    "ranpe.pages.middleware.PrivateResponses",
    "ranpe.pages.middleware.Refusals",
    "ranpe.pages.middleware.Readings",
]

ROOT_URLCONF = "ranpe.urls"
WSGI_APPLICATION = "ranpe.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ranpe.pages.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------
_own = f"sqlite:///{DATA_DIR / 'ranpe.sqlite3'}"
DATABASES = {"default": env.database("DATABASE_URL", _own)}
if TRAINING:
    _real = dict(DATABASES["default"])
    DATABASES["default"] = env.database("RANPE_TRAINING_DATABASE_URL", _own)
    if env.text("DATABASE_URL") and DATABASES["default"] == _real:
        raise ImproperlyConfigured("RANPE_TRAINING_DATABASE_URL must not be the real database.")
_database = DATABASES["default"]
USES_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
ALLOW_SQLITE = env.flag("ALLOW_SQLITE", default=False)
# The role of the servers where another one owns the tables; `migrate` opens the tables to it.
APP_ROLE = env.text("RANPE_APP_ROLE")
if USES_SQLITE:
    # Write-ahead log and immediate transactions: without them writers fail under load.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
        ),
    }
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ----------------------------------------------------------------------------------
# Failed sign-ins and used codes are counted here, so all processes must share it.
REDIS_URL = "" if TRAINING else env.text("REDIS_URL")
_TESTING = "pytest" in sys.modules
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
if REDIS_URL:
    _cache = "django.core.cache.backends.redis.RedisCache"
    CACHES["default"] = {"BACKEND": _cache, "LOCATION": REDIS_URL, "KEY_PREFIX": "ranpe"}
if _TESTING:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

# --- Background work ------------------------------------------------------------------------
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 3600}
else:
    _queue = DATA_DIR / "queue"
    for _part in ("messages", "processed", "control"):
        (_queue / _part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# The clock keeps nothing on disk: a schedule file cut off by a kill would stop it for good.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
# The broker only rings the bell; these two make sure that no row is forgotten.
JOB_STALE_SECONDS = env.number("RANPE_JOB_STALE_SECONDS", 60)
CELERY_BEAT_SCHEDULE = {
    "take up forgotten jobs": {
        "task": "journal.sweep_jobs",
        "schedule": float(env.number("RANPE_SWEEP_SECONDS", 20)),
    },
    "send waiting mail": {"task": "journal.send_mail", "schedule": 15.0},
    "remind and gather the daily mail": {"task": "progress.run_the_clock", "schedule": 300.0},
    "ask again about unchecked files": {"task": "files.check_waiting", "schedule": 60.0},
    "seal the journal": {"task": "journal.seal_entries", "schedule": 60.0},
}

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Five failures in a quarter of an hour for one person at one address, twenty a minute for an
# address; afterwards as many more as leave the window. Nobody is locked out for good.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": env.text("RANPE_SIGN_IN_LIMITS", "20/m/ip,5/15m/key"),
}
# For how long a link opens: to a new password, and of an invitation.
PASSWORD_RESET_TIMEOUT = env.number("RANPE_RESET_MINUTES", 30) * 60
INVITATION_SECONDS = env.number("RANPE_INVITATION_DAYS", 7) * 24 * 60 * 60
# A code from the phone or a passkey for everybody; in the demonstration mode plainly off.
SECOND_FACTOR = not DEMO
# How long a second factor counts as fresh for what weighs most: approving, publishing, rights.
STEP_UP_SECONDS = env.number("RANPE_STEP_UP_SECONDS", 300)
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1
MFA_REAUTHENTICATION_REQUIRED = False
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "authenticate_webauthn": "accounts.forms.passkeys.AnswerPasskey",
}
# How many passwords a process checks at once, and how long the next one waits for a place.
SIGN_IN_PLACES = 2
SIGN_IN_WAIT_SECONDS = 5.0
# A session ends after so many hours, and sooner when nothing happens; soonest for these roles.
SESSION_COOKIE_AGE = env.number("RANPE_SESSION_HOURS", 12) * 60 * 60
SESSION_IDLE_SECONDS = env.number("RANPE_IDLE_MINUTES", 30) * 60
SESSION_IDLE_SHORT_SECONDS = env.number("RANPE_IDLE_MINUTES_SHORT", 15) * 60
SESSION_IDLE_SHORT_ROLES = env.names("RANPE_IDLE_SHORT_ROLES", "verifier,head,system_admin")

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
if DEMO:
    STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA_DIR / "files"
PORTAL_FILES_ROOT = DATA_DIR / "public"
STORAGES: dict[str, dict[str, object]] = {
    # files/ knows no other door; with a bucket named below it leads to an object storage.
    "default": {"BACKEND": "files.storage.WholeFiles"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if _TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
if (bucket := env.text("FILES_S3_BUCKET")) and not TRAINING:
    STORAGES["default"] = {
        "BACKEND": "files.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("FILES_S3_ENDPOINT") or None,
            "region_name": env.text("FILES_S3_REGION") or None,
            "access_key": env.required("FILES_S3_ACCESS_KEY"),
            "secret_key": env.required("FILES_S3_SECRET_KEY"),
        },
    }
WHITENOISE_USE_FINDERS = DEMO or _TESTING
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
# What one institution may keep, and how full the disk may be before files wait for more room.
UPLOAD_QUOTA_BYTES = env.number("RANPE_QUOTA_MB", 2048) * 1024 * 1024
UPLOAD_DISK_PERCENT = env.number("RANPE_DISK_PERCENT", 85)
# clamd://host:port, unix:/path, or none-accepted-by=<name>; the demonstration may say nothing.
ANTIVIRUS = env.text("RANPE_ANTIVIRUS")
ANTIVIRUS_SECONDS = env.number("RANPE_ANTIVIRUS_SECONDS", 30)

# --- Mail -----------------------------------------------------------------------------------
vars().update(env.mail("EMAIL_URL", "filemail://" if DEMO else "consolemail://"))
if TRAINING:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if DEMO:
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
# Times in Jakarta: one daily mail on working days, and no mail at all in the night.
MAIL_DIGEST_AT = env.clock_time("RANPE_DIGEST_AT", "07.30")
MAIL_QUIET_FROM = env.clock_time("RANPE_QUIET_FROM", "20.00")
MAIL_QUIET_UNTIL = env.clock_time("RANPE_QUIET_UNTIL", "06.00")
DEFAULT_FROM_EMAIL = env.text("RANPE_MAIL_FROM", "sekretariat@ranpe.example")

# Where somebody who has found a weakness writes; empty: /.well-known/security.txt does not exist.
SECURITY_CONTACT = env.text(
    "RANPE_SECURITY_CONTACT", "mailto:keamanan@ranpe.example" if DEMO else ""
)

# --- Proxies --------------------------------------------------------------------------------
BEHIND_PROXY = env.flag("RANPE_BEHIND_PROXY", default=False)
# Whose X-Forwarded-For is believed; without them the header is not read at all.
PROXIES = env.proxies("RANPE_PROXIES")

# --- Web safety -----------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ranpe.pages.failures.csrf_failure"
if not DEMO:
    SECURE_SSL_REDIRECT = env.flag("RANPE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ranpe.pages.api.refusal_answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RAN PE",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_QUERY_MANAGER": "everything",
    "ENUM_NAME_OVERRIDES": {
        "PeriodState": "pillars.models.PeriodState",
        "ReportState": "progress.models.ReportState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "ranpe.kit.logs.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line" if DEMO else "json"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "ranpe": {"level": "INFO"},
        "ranpe.requests": {"level": "WARNING" if DEMO else "INFO"},
    },
}

if not DEMO and (faults := preflight.settings_faults(vars())):
    raise ImproperlyConfigured("\n".join(faults))
