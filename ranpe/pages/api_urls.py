"""Addresses of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from actions.api import router as actions_router
from progress.api import router as progress_router

urlpatterns = [
    path("", include(actions_router.urls)),
    path("", include(progress_router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
]
