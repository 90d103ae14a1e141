"""The plan over the API: what is promised and by whom, read-only and in the reader's scope."""

from __future__ import annotations

from typing import Any

from django.db import models
from rest_framework import serializers
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from actions.filters import ActionFilter
from actions.models import Action, Assignment, Indicator
from institutions.models import Institution
from pillars.models import Period
from ranpe.kit.scoped_forms import ScopedSerializer


class InstitutionSerializer(ScopedSerializer):
    """An institution by its present name."""

    class Meta:
        model = Institution
        fields = ["id", "code", "name", "short", "kind"]


class PeriodSerializer(ScopedSerializer):
    """A reporting period with its days."""

    plan = serializers.CharField(source="version.plan.code", read_only=True)

    class Meta:
        model = Period
        fields = [
            "id", "plan", "year", "code", "name", "starts_on", "ends_on",
            "opens_at", "due_at", "closes_at", "state",
        ]  # fmt: skip


class AssignmentSerializer(ScopedSerializer):
    """An institution's part in an action."""

    institution = serializers.CharField(source="institution.short", read_only=True)

    class Meta:
        model = Assignment
        fields = ["institution", "part", "valid_from", "valid_to"]


class IndicatorSerializer(ScopedSerializer):
    """What is measured of an action."""

    class Meta:
        model = Indicator
        fields = ["name", "unit", "direction"]


class ActionSerializer(ScopedSerializer):
    """An action with its place in the plan, its institutions and its indicators."""

    plan = serializers.CharField(source="plan.code", read_only=True)
    pillar = serializers.IntegerField(source="focus.pillar.number", read_only=True)
    focus = serializers.CharField(source="focus.name", read_only=True)
    assignments = AssignmentSerializer(many=True, read_only=True)
    indicators = IndicatorSerializer(many=True, read_only=True)

    class Meta:
        model = Action
        fields = [
            "id", "plan", "code", "title", "pillar", "focus", "standing", "classification",
            "assignments", "indicators",
        ]  # fmt: skip


class ActionViewSet(ReadOnlyModelViewSet[Action]):
    """Actions that the reader may see."""

    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    queryset = Action.everything.none()

    def get_queryset(self) -> models.QuerySet[Action]:
        """The reader's actions with all that is shown, in a constant number of queries."""
        rows = Action.everything.visible_to(self.request.user)
        parts = Assignment.everything.select_related("institution")
        return rows.select_related("plan", "focus__pillar").prefetch_related(
            models.Prefetch("assignments", queryset=parts), "indicators"
        )


class InstitutionViewSet(ReadOnlyModelViewSet[Institution]):
    """The institutions of the plan."""

    serializer_class = InstitutionSerializer
    queryset = Institution.everything.none()

    def get_queryset(self) -> models.QuerySet[Institution]:
        """Everything that the reader may see."""
        return Institution.everything.visible_to(self.request.user)


class PeriodViewSet(ReadOnlyModelViewSet[Period]):
    """The calendar of reporting."""

    serializer_class = PeriodSerializer
    queryset = Period.everything.none()

    def get_queryset(self) -> models.QuerySet[Period]:
        """Everything that the reader may see."""
        rows = Period.everything.visible_to(self.request.user)
        return rows.select_related("version__plan")


router: Any = DefaultRouter()
router.include_root_view = False
router.register("actions", ActionViewSet, basename="api-action")
router.register("institutions", InstitutionViewSet, basename="api-institution")
router.register("periods", PeriodViewSet, basename="api-period")
