"""Who gets in where in the demo (`content/access.toml`): paths, bundles, cohorts and grants of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wagtail.models import Site

from common.money import Money
from demo.academy import DemoAcademy, evening
from demo.plans.content import read_content
from demo.plans.markup import pieces
from demo.plans.media_files import cover_file
from home.models import HomePage
from learning.access import actions
from learning.access.models import (
    Bundle,
    BundleIndexPage,
    BundleItem,
    BundlePage,
    Cohort,
    CourseAccess,
    LearningPathIndexPage,
    LearningPathPage,
    PathStep,
)
from learning.access.sales.products import keep_bundle_products
from library.models import AcademyImage

Raw = dict[str, Any]
#: The key of whoever of the staff gives and takes back access.
STAFF = "sam"
#: The key of whoever says what bundles cost.
MARKETER = "milan"


@dataclass
class AccessBuilder:
    """Opens and closes them, by way of the actions that staff use."""

    academy: DemoAcademy

    def __post_init__(self) -> None:
        self.raw: Raw = read_content("access")
        self.staff = self.academy.accounts[STAFF]

    def create_cohorts(self, site: Site) -> None:
        """The groups with their members, before these begin to learn."""
        for raw in self.raw["cohorts"]:
            self._create_cohort(raw, site)

    def publish_pages(self, home: HomePage) -> None:
        """The pages of paths and bundles, as they have been for a while."""
        paths = _below(home, LearningPathIndexPage(**self.raw["path_list"], show_in_menus=True))
        for raw in self.raw["paths"]:
            self._path(raw, paths)
        bundles = _below(home, BundleIndexPage(**self.raw["bundle_list"], show_in_menus=True))
        for raw in self.raw["bundles"]:
            self._bundle(raw, bundles)

    def grant_access(self) -> None:
        """What people were given besides what they took themselves, and what became of it."""
        for raw in self.raw["paths"]:
            page = LearningPathPage.objects.get(slug=raw["slug"])
            for member in raw["members"]:
                self._add_to_path(page, member)
        for raw in self.raw["bundles"]:
            page = BundlePage.objects.get(slug=raw["slug"])
            for gift in raw["given"]:
                self._grant_bundle(page, gift)
        for raw in self.raw["grants"]:
            self._grant(raw)
        for raw in self.raw["waiting"]:
            for number, key in enumerate(raw["people"], 2):
                actions.wait_for_course(
                    person=self.academy.accounts[key],
                    course=self.academy.courses[raw["course"]],
                    at=self.academy.ago(number),
                )
        actions.apply_scheduled_changes(now=self.academy.now)

    def _create_cohort(self, raw: Raw, site: Site) -> None:
        cohort = Cohort(
            site=site,
            name=raw["name"],
            description=raw["description"],
            starts_at=evening(self.academy.ago(raw["from"])),
            ends_at=evening(self.academy.ago(-raw["in_days"])),
            capacity=raw["capacity"],
            time_zone=raw["time_zone"],
        )
        course_ids = [self.academy.courses[slug].pk for slug in raw["courses"]]
        made_at = self.academy.ago(raw["joined"] + 3)
        actions.save_cohort(cohort=cohort, course_ids=course_ids, by=self.staff, at=made_at)
        for number, key in enumerate(raw["members"]):
            joined_at = self.academy.ago(raw["joined"]) + timedelta(minutes=47 * number)
            actions.join_cohort(person=self.academy.accounts[key], cohort=cohort, by=self.staff, at=joined_at)
        for number, key in enumerate(raw.get("waiting", ())):
            asked_at = self.academy.ago(raw["joined"] - 1) + timedelta(hours=5 * number)
            actions.wait_for_cohort(person=self.academy.accounts[key], cohort=cohort, at=asked_at)
        for link in raw["invitations"]:
            invitation = actions.create_invitation(
                cohort=cohort,
                expires_at=evening(self.academy.ago(-link["in_days"])),
                most_uses=link["uses"],
                by=self.staff,
                at=made_at,
            )
            if link.get("withdrawn"):
                actions.withdraw_invitation(invitation=invitation, at=self.academy.now - timedelta(hours=3))

    def _path(self, raw: Raw, index: LearningPathIndexPage) -> None:
        page = LearningPathPage(**self._offer(raw))
        for step in raw["steps"]:
            course, is_required = self.academy.courses[step["course"]], step.get("required", True)
            page.steps.add(PathStep(course=course, is_required=is_required))
        index.add_child(instance=page)
        actions.keep_path_edition(page=page, at=self.academy.ago(raw["from"]))
        page.save_revision().publish()

    def _bundle(self, raw: Raw, index: BundleIndexPage) -> None:
        kind = raw.get("kind", BundlePage.Kind.FIXED)
        page = BundlePage(**self._offer(raw), kind=kind, pick_count=raw.get("pick_count"))
        for item in raw["items"]:
            page.items.add(BundleItem(course=self.academy.courses[item["course"]], tier=item.get("tier", "")))
        index.add_child(instance=page)
        page.save_revision().publish()
        self._sell(page.bundle, raw)

    def _sell(self, bundle: Bundle, raw: Raw) -> None:
        """Put a bundle on sale, each tier at its price, as it has been for a while."""
        at = self.academy.ago(raw["on_sale"])
        keep_bundle_products(bundle_id=bundle.pk, at=at)
        for tagged in raw["prices"]:
            prices = [Money.of(tagged[code], code) for code in ("EUR", "USD", "INR")]
            tier, marketer = tagged.get("tier", ""), self.academy.accounts[MARKETER]
            actions.set_bundle_prices(bundle=bundle, tier=tier, prices=prices, actor=marketer, at=at)
        actions.leave_out_owned(bundle=bundle, leaves_out=raw.get("leaves_out_owned", False))

    def _offer(self, raw: Raw) -> Raw:
        return {
            "title": raw["title"],
            "slug": raw["slug"],
            "intro": raw["intro"],
            "description": "".join(piece.value for piece in pieces(raw["description"])),
            "picture": self._cover(raw),
        }

    def _cover(self, raw: Raw) -> AcademyImage:
        return self.academy.library_files.picture(
            title=raw["title"], media=cover_file(raw["slug"]), name=f"{raw['slug']}.jpg"
        )

    def _add_to_path(self, page: LearningPathPage, raw: Raw) -> None:
        who: Raw = {"person": self.academy.accounts[raw["person"]], "path": page.learning_path}
        who["at"] = self.academy.ago(raw["days_ago"])
        if raw.get("given"):
            actions.grant_path_access(**who, by=self.staff)
        else:
            actions.join_path(**who)

    def _grant_bundle(self, page: BundlePage, raw: Raw) -> None:
        picked = [self.academy.courses[slug].pk for slug in raw.get("picked", ())]
        purchase = actions.grant_bundle_access(
            person=self.academy.accounts[raw["person"]],
            bundle=page.bundle,
            by=self.staff,
            at=self.academy.ago(raw["days_ago"]),
            chosen=picked or None,
            tier=raw.get("tier"),
            notes=raw.get("notes", ""),
        )
        if "taken_back" in raw:
            actions.revoke_bundle_access(
                purchase=purchase, by=self.staff, at=self.academy.ago(raw["taken_back"]), reason=raw["reason"]
            )

    def _grant(self, raw: Raw) -> None:
        starts_at = self.academy.ago(raw["days_ago"])
        lasts: Raw = {"ends_at": starts_at + timedelta(days=raw["lasts"])} if "lasts" in raw else {}
        status = CourseAccess.Status.PENDING if raw.get("pending") else CourseAccess.Status.UNLOCKED
        grant = actions.grant_course_access(
            person=self.academy.accounts[raw["person"]],
            course=self.academy.courses[raw["course"]],
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id="demo",
            source_label=raw["label"],
            by=self.staff,
            at=starts_at,
            status=status,
            **lasts,
        )
        then = raw.get("then", {})
        change: Raw = {"grant": grant, "by": self.staff, "reason": then.get("reason", "")}
        if "locked" in then:
            actions.lock_course_access(**change, at=self.academy.ago(then["locked"]))
        if "revoked" in then:
            actions.revoke_course_access(**change, at=self.academy.ago(then["revoked"]))
        if "extended" in then:
            ends_at = starts_at + timedelta(days=then["lasts"])
            actions.extend_course_access(**change, ends_at=ends_at, at=self.academy.ago(then["extended"]))


def _below(home: HomePage, page: Any) -> Any:
    """The list of paths or of bundles: the one that is there, or this one, published."""
    found = type(page).objects.child_of(home).first()
    if found is not None:
        return found
    home.add_child(instance=page)
    page.save_revision().publish()
    return page
