"""What is done with seals and annual reports."""

from reporting.services.deciding import (
    approve_report,
    dispatch_report,
    number_cover_letter,
    publish_report,
    withdraw_approval,
    withdraw_publication,
)
from reporting.services.drafting import (
    RequestText,
    open_annual_report,
    save_requests,
    save_section,
    send_to_review,
)
from reporting.services.files import (
    build_edition,
    edition_bytes,
    preview_bytes,
    request_edition,
)
from reporting.services.reviewing import (
    add_harm_item,
    ask_decision,
    decide_harm_item,
    finish_harm_test,
    record_review,
    return_to_drafting,
    to_harm_test,
    to_plenary,
)
from reporting.services.sealing import seal_provisionally, seal_year

__all__ = [
    "RequestText",
    "add_harm_item",
    "approve_report",
    "ask_decision",
    "build_edition",
    "decide_harm_item",
    "dispatch_report",
    "edition_bytes",
    "finish_harm_test",
    "number_cover_letter",
    "open_annual_report",
    "preview_bytes",
    "publish_report",
    "record_review",
    "request_edition",
    "return_to_drafting",
    "save_requests",
    "save_section",
    "seal_provisionally",
    "seal_year",
    "send_to_review",
    "to_harm_test",
    "to_plenary",
    "withdraw_approval",
    "withdraw_publication",
]
