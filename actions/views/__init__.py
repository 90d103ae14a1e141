"""Form A on the screen: the list of a year, the form, one commitment, the chair's queue."""

from actions.views.deciding import approve, give_back, queue
from actions.views.lists import commitments
from actions.views.reading import detail, revise, submit
from actions.views.writing import edit, write

__all__ = [
    "approve",
    "commitments",
    "detail",
    "edit",
    "give_back",
    "queue",
    "revise",
    "submit",
    "write",
]
