"""The public pages; none needs an account, a script or a table of another app."""

from portal.views.corrections import correction, correction_received
from portal.views.feeds import catalogue, feed
from portal.views.files import file, verification
from portal.views.machines import robots, security, sitemap
from portal.views.pages import about, action, actions, home, province, provinces
from portal.views.reports import data, plain, report, report_actions, reports, table, version

__all__ = [
    "about",
    "action",
    "actions",
    "catalogue",
    "correction",
    "correction_received",
    "data",
    "feed",
    "file",
    "home",
    "plain",
    "province",
    "provinces",
    "report",
    "report_actions",
    "reports",
    "robots",
    "security",
    "sitemap",
    "table",
    "verification",
    "version",
]
