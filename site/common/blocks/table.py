"""Rows and columns."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue

from common.blocks.reading import reading_seconds

MAX_COLUMNS = 8
MAX_ROWS = 60


def table_value(
    *,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    first_column_is_header: bool = True,
) -> dict[str, Any]:
    """The raw value of a TableBlock with plain cells, as a stream holds it. A column of numbers is one."""
    cells = [[str(cell) for cell in row] for row in rows]
    return {
        "first_column_is_header": first_column_is_header,
        "content": {
            "caption": caption,
            "columns": [
                {"type": _type_of([row[number] for row in cells]), "heading": heading}
                for number, heading in enumerate(columns)
            ],
            "rows": [{"values": row} for row in cells],
        },
    }


def _type_of(cells: Sequence[str]) -> str:
    """`number` when every cell begins with a digit or a sign and has hardly a letter, else `text`."""
    numbers = [cell.strip().lstrip("+-−±~€$£₹ ")[:1].isdigit() and len(cell) <= 12 for cell in cells]
    return "number" if numbers and all(numbers) else "text"


class CellsBlock(TypedTableBlock):
    """The cells of a table, which can be translated one by one."""

    text = blocks.CharBlock(label=_("Text"), required=False, max_length=400)
    number = blocks.CharBlock(label=_("Numbers"), required=False, max_length=40)

    class Meta:
        icon = "table"

    def get_translatable_segments(self, table: TypedTable) -> list[StringSegmentValue]:
        segments = [StringSegmentValue("caption", table.caption)] if table.caption else []
        for number, column in enumerate(table.columns):
            if column["heading"]:
                segments.append(StringSegmentValue(f"heading.{number}", column["heading"]))
        for at, row in enumerate(table.row_data):
            segments += [
                StringSegmentValue(f"cell.{at}.{number}", value)
                for number, value in enumerate(row["values"])
                if value
            ]
        return segments

    def restore_translated_segments(
        self, table: TypedTable, segments: Sequence[StringSegmentValue]
    ) -> TypedTable:
        for segment in segments:
            kind, *place = segment.path.split(".")
            words = segment.render_text()
            if kind == "caption":
                table.caption = words
            elif kind == "heading":
                table.columns[int(place[0])]["heading"] = words
            else:
                table.row_data[int(place[0])]["values"][int(place[1])] = words
        return table


class TableValue(blocks.StructValue):
    @property
    def columns(self) -> list[dict[str, Any]]:
        """Heading of each column, and whether numbers stand below it."""
        return [
            {"heading": column["heading"], "is_number": column["block"].name == "number"}
            for column in self["content"].columns
        ]

    @property
    def rows(self) -> list[list[dict[str, Any]]]:
        """The cells of each row: what they say and what they are."""
        columns = self.columns
        return [
            [
                {
                    "words": words,
                    "is_number": column["is_number"],
                    "is_header": number == 0 and self["first_column_is_header"],
                }
                for number, (column, words) in enumerate(zip(columns, row["values"], strict=False))
            ]
            for row in self["content"].row_data
        ]


class TableBlock(blocks.StructBlock):
    """A table with a caption and a heading above each column."""

    content = CellsBlock(label=_("Table"))
    first_column_is_header = blocks.BooleanBlock(
        label=_("Use the first column as row headings"), required=False, default=True
    )

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Text")
        description = _("A table with rows, columns and headings")
        template = "blocks/table.html"
        value_class = TableValue
        preview_value = table_value(
            caption="How long to knead",
            columns=["Flour", "By hand (minutes)", "By machine (minutes)"],
            rows=[["Wheat", "10", "5"], ["Spelt", "6", "3"], ["Rye", "3", "2"]],
        )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:  # a draft may be without its caption yet
            return value
        table, errors = value["content"], ErrorList()
        if not table.columns or not table.row_data:
            errors.append(ValidationError(_("A table needs at least one column and one row.")))
        elif not all((column["heading"] or "").strip() for column in table.columns):
            errors.append(
                ValidationError(_("Give each column a heading. Screen readers read it with every cell."))
            )
        if len(table.columns) > MAX_COLUMNS or len(table.row_data) > MAX_ROWS:
            errors.append(
                ValidationError(
                    _("A table can have up to %(columns)d columns and %(rows)d rows."),
                    params={"columns": MAX_COLUMNS, "rows": MAX_ROWS},
                )
            )
        if not (table.caption or "").strip():
            errors.append(ValidationError(_("Add a caption that says what the table shows.")))
        if errors:
            raise StructBlockValidationError(non_block_errors=errors)
        return value

    def seconds(self, value: TableValue) -> int:
        """Seconds to read it."""
        table = value["content"]
        words = [table.caption or "", *(column["heading"] for column in table.columns)]
        for row in table.row_data:
            words += [cell or "" for cell in row["values"]]
        return reading_seconds(" ".join(words))
