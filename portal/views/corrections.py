""" "Usulkan koreksi": a form without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.forms import CorrectionForm
from portal.services import suggest_correction
from portal.views.answers import page, public_page


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest) -> HttpResponse:
    """Take a reader's suggestion."""
    form = CorrectionForm(
        request.POST or None, initial={"page": request.GET.get("halaman", "/")[:200]}
    )
    if request.method == "POST" and form.is_valid():
        suggest_correction(**form.cleaned_data, at=timezone.now())
        return redirect("portal:correction_received")
    status = 422 if form.errors else 200
    return page(request, "correction", status=status, form=form)


@public_page
def correction_received(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what happens next."""
    return page(request, "correction_received")
