"""Someone at the browser: what they do, and what must hold on every page they see."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

AXE = Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '));
}"""


class Visitor:
    """A person with a browser of their own."""

    def __init__(self, context: BrowserContext, address: str, *, has_script: bool) -> None:
        self.context = context
        self.address = address
        self.has_script = has_script
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda problem: self.faults.append(str(problem)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A browser reports every refused form (422, 409) as a failed resource; that is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _see(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.address).netloc:
            self.faults.append(f"request to {host}")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the official door."""
        self.go("/masuk/")
        self.page.get_by_label("Surel").fill(email)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_url(f"{self.address}/beranda/")

    def go(self, path: str) -> None:
        """Open an address of the house."""
        self.page.goto(self.address + path)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button called `name`."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow the link called `name`."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        """Write into the field called `label`."""
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str) -> None:
        """Tick the choice called `label`."""
        self.page.get_by_label(label, exact=True).first.check()

    def sees(self, text: str) -> Locator:
        """The place where `text` stands; waits until it is there."""
        found = self.page.get_by_text(text).first
        found.wait_for()
        return found

    @property
    def text(self) -> str:
        """Everything that stands on the page."""
        return self.page.inner_text("body")

    def check_page(self) -> None:
        """What holds on every page: one h1, no sideways scroll, no faults, no axe violation."""
        assert self.page.locator("h1").count() == 1
        assert self.faults == []
        if not self.has_script:
            return
        assert self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        self.page.evaluate(AXE.read_text())
        assert self.page.evaluate(CHECK, RULES) == []

    def leave(self) -> None:
        """Close the browser; whatever went wrong unseen is a failure."""
        self.context.close()
        assert self.faults == []
