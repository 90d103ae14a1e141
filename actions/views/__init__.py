"""Form A on the screen and on paper: the list of a year, the form, one commitment, its budget."""

from actions.views.budget import line, line_add
from actions.views.deciding import approve, give_back, queue
from actions.views.exports import export
from actions.views.lists import commitments
from actions.views.printing import paper, paper_new
from actions.views.reading import detail, revise, submit
from actions.views.writing import edit, write

__all__ = [
    "approve",
    "commitments",
    "detail",
    "edit",
    "export",
    "give_back",
    "line",
    "line_add",
    "paper",
    "paper_new",
    "queue",
    "revise",
    "submit",
    "write",
]
