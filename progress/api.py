"""The reports as JSON: what the reader may see, and the writers' verbs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_filters
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from institutions.models import Institution
from pillars.models import Period
from progress.access import is_watched_reading
from progress.models import (
    COUNTED,
    Activity,
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.queries import (
    as_read_by,
    regional_reports_with_parts,
    reports_with_parts,
    with_what_was_sent,
)
from progress.queries.second import blind_reports
from progress.services import propose_report, submit_report, withdraw_report
from ranpe.kit.readings import note_reading
from ranpe.kit.scoped_forms import ScopedFilterSet, ScopedSerializer

COMMON_FIELDS = [
    "id",
    "period",
    "period_name",
    "state",
    "state_label",
    "version",
    "owed_at",
    "is_late",
    "returns",
    "first_submitted_at",
    "submitted_at",
    "verified_at",
    "narrative",
    "obstacle_kind",
    "obstacle",
    "follow_up",
    "note_to_verifier",
    "public_summary",
    "is_nil",
    "nil_reason",
]


class ReportSerializer(ScopedSerializer):
    """What both kinds of report say."""

    period_name = serializers.CharField(source="period.name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    owed_at = serializers.DateTimeField(read_only=True)
    is_late = serializers.SerializerMethodField()

    def to_representation(self, instance: Any) -> Any:
        """The report as the reader may read it."""
        return super().to_representation(as_read_by(self.context["request"].user, instance))

    def get_is_late(self, report: Any) -> bool:
        """Unsent after its day."""
        return bool(report.is_late_at(timezone.now()))


def _is_verified(report: Any) -> bool:
    return report.state in (ReportState.VERIFIED, ReportState.LOCKED)


class ActivitySerializer(ScopedSerializer):
    """One activity of a report."""

    region: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Activity
        fields = [
            "id",
            "title",
            "held_on",
            "region",
            "is_online",
            "partners",
            "output_kind",
            "is_undivided",
            *COUNTED,
        ]
        read_only_fields = fields


class ProgressReportSerializer(ReportSerializer):
    """An institution's report on one action."""

    action = serializers.CharField(source="assignment.action.code", read_only=True)
    action_title = serializers.CharField(source="assignment.action.title", read_only=True)
    pillar = serializers.IntegerField(
        source="assignment.action.focus.pillar.number", read_only=True
    )
    institution = serializers.CharField(source="assignment.institution.code", read_only=True)
    institution_name = serializers.CharField(source="assignment.institution.name", read_only=True)

    activities = ActivitySerializer(many=True, read_only=True)
    recognised_value = serializers.SerializerMethodField()
    computed_status = serializers.SerializerMethodField()

    @cached_property
    def _blind(self) -> frozenset[int]:
        return blind_reports(self.context["request"].user)

    def _is_told(self, report: Any) -> bool:
        """Whether the verdict is there, and the reader has not still to give a second one."""
        return _is_verified(report) and report.pk not in self._blind

    def get_recognised_value(self, report: Any) -> Decimal | None:
        """What the evidence supports; only once the report is verified."""
        return report.recognised_value if self._is_told(report) else None

    def get_computed_status(self, report: Any) -> str:
        """The status of the metric engine; only once the report is verified."""
        return str(report.computed_status) if self._is_told(report) else ""

    class Meta:
        model = ProgressReport
        fields = [
            "action",
            "action_title",
            "pillar",
            "institution",
            "institution_name",
            "claimed_status",
            "achieved_value",
            "recognised_value",
            "computed_status",
            "activities",
            *COMMON_FIELDS,
        ]
        read_only_fields = fields


class RegionalReportSerializer(ReportSerializer):
    """A province's report on its period."""

    region = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    actions: Any = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)

    class Meta:
        model = RegionalReport
        fields = [
            "region",
            "region_name",
            "actions",
            "activity_count",
            "plan_stage",
            *COMMON_FIELDS,
        ]
        read_only_fields = fields


class ProgressReportFilter(ScopedFilterSet):
    """By period, state, institution and pillar."""

    period = django_filters.ModelChoiceFilter(queryset=Period.everything.all())
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
    institution = django_filters.ModelChoiceFilter(
        field_name="assignment__institution",
        to_field_name="code",
        queryset=Institution.everything.all(),
    )
    pillar = django_filters.NumberFilter(field_name="assignment__action__focus__pillar__number")

    class Meta:
        model = ProgressReport
        fields = ["period", "state", "institution", "pillar"]


class RegionalReportFilter(ScopedFilterSet):
    """By period, state and region."""

    period = django_filters.ModelChoiceFilter(queryset=Period.everything.all())
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
    region = django_filters.CharFilter(field_name="region__code")

    class Meta:
        model = RegionalReport
        fields = ["period", "state", "region"]


class ReportViewSet(ReadOnlyModelViewSet[Any]):
    """Reading, and the verbs of those who write; the same services as the pages."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One report; that it was read is kept as on the pages."""
        report = self.get_object()
        if is_watched_reading(request.user, report):
            note_reading(request, report, "report")
        return Response(self.get_serializer(report).data)

    def _version(self, request: Request) -> int | None:
        data: Any = request.data
        version = data.get("version") if isinstance(data, Mapping) else None
        if version is not None and not str(version).isdecimal():
            raise ValidationError({"version": ["Angka bulat diperlukan."]})
        return None if version is None else int(version)

    def _answer(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: str | None = None) -> Response:
        """Ask the official to send; `version` is what was read."""
        report, version = self.get_object(), self._version(request)
        propose_report(report, version=version, by=request.user, at=timezone.now())
        return self._answer()

    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str | None = None) -> Response:
        """Send; answers with the receipt."""
        report, version = self.get_object(), self._version(request)
        sent: Submission = submit_report(
            report, version=version, by=request.user, at=timezone.now()
        )
        receipt = {
            "receipt": sent.receipt,
            "sha256": sent.sha256,
            "submitted_at": sent.submitted_at,
            "is_late": sent.is_late,
        }
        return Response(receipt, status=201)

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take a sent report back, as long as nobody has begun to check it."""
        withdraw_report(self.get_object(), by=request.user, at=timezone.now())
        return self._answer()


class ProgressReportViewSet(ReportViewSet):
    """The reports of institutions."""

    queryset = ProgressReport.everything.none()
    serializer_class = ProgressReportSerializer
    filterset_class = ProgressReportFilter

    def get_queryset(self) -> Any:
        rows = with_what_was_sent(reports_with_parts().visible_to(self.request.user))
        return rows.prefetch_related("activities__region").order_by(
            "assignment__action__code", "pk"
        )


class RegionalReportViewSet(ReportViewSet):
    """The reports of provinces."""

    queryset = RegionalReport.everything.none()
    serializer_class = RegionalReportSerializer
    filterset_class = RegionalReportFilter

    def get_queryset(self) -> Any:
        rows = with_what_was_sent(regional_reports_with_parts().visible_to(self.request.user))
        return rows.prefetch_related("actions").order_by("region__code", "pk")


router = DefaultRouter()
router.register("laporan-kemajuan", ProgressReportViewSet, basename="api-progress")
router.register("laporan-daerah", RegionalReportViewSet, basename="api-regional")
