"""What an author does in Wagtail's page editor, as a person does it: with the names on the screen."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.text import slugify
from playwright.sync_api import Locator, Page, expect

from learning.courses.models import CoursePage

SAVED = re.compile(r"(saved|created)\.")
ADD = re.compile(r"^Add( module or lesson)?$")


class Editor:
    """The page editor in a browser page that belongs to a signed-in author."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def add_child(self, parent_id: int, kind: str = "") -> None:
        """Begin a new page below `parent_id`. kind: which, where the parent takes several."""
        self.page.goto(f"/admin/pages/{parent_id}/")
        self.page.get_by_role("link", name=ADD).click()
        if kind:
            self.page.get_by_role("main").get_by_role("link", name=kind, exact=True).click()
        expect(self.page.get_by_role("textbox", name="Title*")).to_be_visible()

    def begin_course(self, title: str, sentence: str, *, category: str = "") -> int:
        """Create a course by the short form. Gives the id of its page."""
        self.page.goto("/admin/academy/courses/new/")
        self.page.get_by_role("textbox", name="Title").fill(title)
        self.page.get_by_role("textbox", name="In one sentence").fill(sentence)
        if category:
            self.page.get_by_role("combobox", name="Category").select_option(category)
        self.page.get_by_role("button", name="Create course").click()
        expect(self.page.locator(".messages").get_by_text("created.")).to_be_visible()
        return CoursePage.objects.get(title=title).pk

    def name(self, title: str) -> None:
        """Give the page its title, and see that its address follows."""
        box = self.page.get_by_role("textbox", name="Title*")
        box.fill(title)
        box.press("Tab")
        expect(self.page.locator("#id_slug")).to_have_value(slugify(title))

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_role("textbox", name=label).fill(words)

    def open_tab(self, name: str) -> Locator:
        self.page.get_by_role("tab", name=name, exact=True).click()
        panel = self.page.get_by_role("tabpanel", name=name, exact=True)
        expect(panel).to_be_visible()
        return panel

    def insert_block(self, field: str, kind: str) -> Locator:
        """Choose a kind of block at the end of a stream field. Gives the new block."""
        stream = self.page.get_by_role("region", name=re.compile(rf"^{field}\b"))
        blocks = stream.get_by_role("region")
        before = blocks.count()
        stream.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("listbox").get_by_role("option", name=kind, exact=True).click()
        expect(blocks).to_have_count(before + 1)
        return blocks.last

    def write(self, field: str, words: str) -> None:
        """Add a text block with these words."""
        block = self.insert_block(field, "Text")
        area = block.locator("[contenteditable=true]")
        area.click()
        area.press_sequentially(words)
        # The field that is sent follows what was typed after a moment.
        expect(block.locator("input[type=hidden][name$='-value']")).to_have_value(
            re.compile(re.escape(words))
        )

    def upload_video(self, field: str, film: Path, *, title: str) -> None:
        """Add a video block, and upload its film in the chooser."""
        block = self.insert_block(field, "Video")
        block.get_by_role("button", name="Choose video").click()
        chooser = self.page.get_by_role("dialog")
        chooser.get_by_role("tab", name="Upload Video").click()
        chooser.get_by_label("File*").set_input_files(film)
        chooser.get_by_role("textbox", name="Title*").fill(title)
        chooser.get_by_role("button", name="Upload", exact=True).click()
        expect(chooser).to_be_hidden()
        expect(block).to_contain_text(title)

    def choose(self, what: str, name: str) -> None:
        """Choose one thing in the chooser that the button `Choose <what>` opens."""
        self.page.get_by_role("button", name=f"Choose {what}").click()
        chooser = self.page.get_by_role("dialog")
        chooser.get_by_role("link", name=name, exact=True).click()
        expect(chooser).to_be_hidden()

    def save_draft(self) -> int:
        """Save, and give the id of the page."""
        self.page.get_by_role("button", name="Save draft").click()
        expect(self.page.locator(".messages").get_by_text(SAVED)).to_be_visible()
        self.page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
        match = re.search(r"/admin/pages/(\d+)/edit/", self.page.url)
        assert match is not None
        return int(match[1])

    def submit(self, workflow: str) -> None:
        """Send the page that is open into its workflow."""
        self.page.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name=f"Submit to {workflow}").click()
        expect(self.page.get_by_text("Submitted for review.")).to_be_visible()
