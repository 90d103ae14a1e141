"""QR codes for paper: the way back from a printed page to its screen."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> bytes:
    """The QR code of a text as an SVG picture, with the margin that readers need."""
    target = io.BytesIO()
    segno.make(text, error="m", micro=False).save(target, kind="svg", scale=4, border=4)
    return target.getvalue()
