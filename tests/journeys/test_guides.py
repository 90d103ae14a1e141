"""The help of every role fits on one screen of a desk, and reads well on a phone.

With RANPE_PICTURES=FOLDER a picture of each guide at each width is kept in that folder.
"""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_home_pages import ROLES, look
from tests.people import People

BOTTOM = """async () => {
  await document.fonts.ready;
  return document.querySelector('.guide').getBoundingClientRect().bottom;
}"""
HEIGHT = 800


@pytest.mark.parametrize("role", [*ROLES, "province_approver"])
def test_a_guide_fits_on_one_screen(crowd: People, visit: Visit, role: str) -> None:
    v = visit(crowd.all()[role])
    v.page.set_viewport_size({"width": 1280, "height": HEIGHT})
    v.go("/bantuan/")

    assert v.page.evaluate(BOTTOM) <= HEIGHT
    look(v, f"{role}-panduan")
