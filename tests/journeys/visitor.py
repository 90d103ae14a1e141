"""Someone at the browser: what they do, and what must hold on every page they see."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.factories import SECRET

AXE = (Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
  });
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '));
}"""
# A page without its words: tags and the attributes that looks and roles depend on.
SKELETON = """() => {
  const words = /^(href|id|for|value|name|action|datetime|d|x|y|width|height)$/;
  const names = /^aria-(label|describedby|labelledby)/;
  const shown = ({name, value}) => name + (names.test(name) ? '' : value);
  return [...document.querySelectorAll('body *')].map(one => one.tagName
    + [...one.attributes].filter(({name}) => !words.test(name)).map(shown).join()).join();
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

_examined: set[tuple[str, str]] = set()


class Visitor:
    """A person with a browser of their own; counts what a hand does, and where it types."""

    def __init__(self, context: BrowserContext, address: str, *, has_script: bool) -> None:
        self.context = context
        self.address = address
        self.has_script = has_script
        self.faults: list[str] = []
        self.clicks = 0
        self.form_pages: set[str] = set()
        self.has_left = False
        self.page: Page = self.new_tab()

    def new_tab(self) -> Page:
        """Another tab of the same browser; it becomes the one in view."""
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda problem: self.faults.append(str(problem)))
        self.page.on("request", self._see)
        self.page.on("response", self._receive)
        return self.page

    def _hear(self, message: ConsoleMessage) -> None:
        # A browser reports every refused form (422, 409) as a failed resource; that is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _see(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.address).netloc:
            self.faults.append(f"request to {host}")

    def _receive(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return urlsplit(self.page.url).path

    def is_let_in(self, cookie: str, value: str) -> None:
        """Stand on one's own home page with the cookie of a session."""
        self.context.add_cookies([{"name": cookie, "value": value, "url": self.address}])
        self.go("/beranda/")

    def answer_the_door(self, email: str, password: str) -> None:
        """Fill in the sign-in page that is in view."""
        self.page.get_by_label("Surel").fill(email)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.press("Masuk")

    def go(self, path: str) -> None:
        """Open an address of the house."""
        self.page.goto(self.address + path)
        assert self.faults == [], f"{path}: {self.faults}"

    def _click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def press(self, name: str) -> None:
        """Press the one button called `name`."""
        self._note_form()
        self._click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the one link called `name`."""
        self._click(self.page.get_by_role("link", name=name, exact=True))

    def unfold(self, name: str) -> None:
        """Open the folded part called `name`, if it is not open."""
        part = self.page.locator("details", has=self.page.locator("summary", has_text=name)).last
        if part.get_attribute("open") is None:
            self._click(part.locator("summary").first)

    def field(self, label: str) -> Locator:
        """The one control whose name begins with `label`; what is optional says so after it."""
        name = re.compile(rf"^\s*{re.escape(label)}")
        return self.page.get_by_label(name).and_(self.page.locator("input, textarea, select"))

    def fill(self, label: str, text: str) -> None:
        """Write into the one field called `label`."""
        self._note_form()
        self.clicks += 1
        self.field(label).fill(text)

    def select(self, label: str, option: str) -> None:
        """Choose from the list called `label`."""
        self._note_form()
        self.clicks += 1
        self.field(label).select_option(label=option)

    def choose(self, label: str) -> None:
        """Tick the choice called `label`."""
        self._note_form()
        self.clicks += 1
        self.page.get_by_label(label, exact=True).check()

    def attach(self, label: str, *files: Path) -> None:
        """Choose files from the disk."""
        self._note_form()
        self.clicks += 1
        self.field(label).set_input_files(list(files))

    def _note_form(self) -> None:
        if self.path != "/masuk/":
            self.form_pages.add(self.path)

    def download(self, name: str | re.Pattern[str]) -> bytes:
        """Follow the one link called `name` to a file; its bytes."""
        with self.page.expect_download() as waiting:
            self.follow(name)
        return Path(waiting.value.path()).read_bytes()

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """The place where `text` stands; waits until it is there."""
        found = self.page.get_by_text(text).filter(visible=True).first
        found.wait_for()
        return found

    def arrives_at(self, *texts: str) -> None:
        """Wait until each text stands on the page, then check the page."""
        for text in texts:
            self.sees(text)
        self.check_page()

    @property
    def text(self) -> str:
        """Everything that stands on the page, with single spaces."""
        return " ".join(self.page.inner_text("body").split())

    def check_page(self) -> None:
        """What holds on every page: one h1, no sideways scroll, no faults, no axe violation."""
        self.page.wait_for_load_state()
        where = f"{self.path} at {self.page.viewport_size}"
        assert self.page.locator("h1").count() == 1, f"{where} has not one h1"
        assert self.faults == [], f"{where}: {self.faults}"
        assert self.page.evaluate(SIDEWAYS) <= 0, f"{where} scrolls sideways"
        if self.has_script:
            violations = self._violations()
            assert violations == [], f"{where}: {violations}"

    def _violations(self) -> list[str]:
        """What axe objects to; a page of the same build and width was examined once already."""
        key = (str(self.page.viewport_size), str(self.page.evaluate(SKELETON)))
        if key in _examined:
            return []
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(CHECK, RULES)
        if not found:
            _examined.add(key)
        return found

    def check_public_page(self) -> None:
        """As every page, and nothing that is marked as confidential."""
        self.check_page()
        assert SECRET not in self.page.content(), self.path

    def leave(self) -> None:
        """Close the browser; whatever went wrong unseen is a failure."""
        if not self.has_left:
            self.has_left = True
            self.context.close()
            assert self.faults == []
