"""The shapes of what officers and verifiers type."""

from progress.forms.desk import DeskForm
from progress.forms.report import ProgressForm, RegionalForm, ReportForm

__all__ = ["DeskForm", "ProgressForm", "RegionalForm", "ReportForm"]
