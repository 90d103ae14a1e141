"""The shapes of what officers and verifiers type."""

from progress.forms.activity import ActivityForm
from progress.forms.answers import AnswersForm
from progress.forms.desk import DeskForm
from progress.forms.papers import ClosedForm, ClosedLetterForm, LetterForm, SheetForm
from progress.forms.report import ProgressForm, RegionalForm, ReportForm

__all__ = [
    "ActivityForm",
    "AnswersForm",
    "ClosedForm",
    "ClosedLetterForm",
    "DeskForm",
    "LetterForm",
    "ProgressForm",
    "RegionalForm",
    "ReportForm",
    "SheetForm",
]
