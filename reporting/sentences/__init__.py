"""Sentences in formal Indonesian, made from the figures of a document; never more than it knows.

The documents are Indonesian whoever asks for them, so these words are not translated.
"""

from reporting.sentences.chapters import PRESIDENT_CHAPTERS, PUBLIC_CHAPTERS, ChapterPlan
from reporting.sentences.words import (
    change,
    highlights,
    joined,
    pillar_verdict,
    shown,
    verdict,
    with_base,
)

__all__ = [
    "PRESIDENT_CHAPTERS",
    "PUBLIC_CHAPTERS",
    "ChapterPlan",
    "change",
    "highlights",
    "joined",
    "pillar_verdict",
    "shown",
    "verdict",
    "with_base",
]
