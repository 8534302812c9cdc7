"""Questions in QTI 1.2 and 2.1 for tests, put together from their parts."""

from __future__ import annotations


def label(name: str, text: str, form: str = "plain") -> str:
    """One option of QTI 1.2; text: as it stands in XML."""
    mattext = f'<mattext texttype="text/{form}">{text}</mattext>'
    return f'<response_label ident="{name}"><material>{mattext}</material></response_label>'


def qti12(shown: str, scoring: str, kind: str = "", points: str = "") -> str:
    """A file of one item, in version 1.2; kind: the type that Canvas names in the metadata."""
    fields = {"question_type": kind, "points_possible": points}
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in fields.items()
        if value
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">\n<questestinterop>'
        '<item ident="i" title="Q">'
        f"<itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata><presentation><material>"
        f'<mattext texttype="text/html">&lt;p&gt;Which?&lt;/p&gt;</mattext></material>{shown}</presentation>'
        f"<resprocessing>{scoring}</resprocessing></item></questestinterop>"
    )


def scores(condition: str, score: str = "100", action: str = "Set") -> str:
    """What a condition pays, in percent."""
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{score}</setvar></respcondition>'
    )


def equal(value: str, response: str = "r") -> str:
    """The condition that an option is chosen, or a text typed."""
    return f'<varequal respident="{response}">{value}</varequal>'


# What a learner answers with, with the cardinality or the type of the blank left open.
LABELS = label("1", "a") + label("2", "&lt;b&gt;b&lt;/b&gt;", "html") + label("3", "c")
LIST = (
    '<response_lid ident="r" rcardinality="{}"><render_choice>' + LABELS + "</render_choice></response_lid>"
)
FIB = '<response_str ident="r"><render_fib fibtype="{}"/></response_str>'


def qti21(body: str, declaration: str, scoring: str = "", version: str = "imsqti_v2p1") -> str:
    """A file of one item, in version 2."""
    return (
        f'<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/{version}" identifier="i" '
        f'title="Q" adaptive="false" timeDependent="false">{declaration}'
        f"<itemBody><p>Which <b>one</b>?</p>{body}</itemBody>{scoring}</assessmentItem>"
    )


def declared(values: str, cardinality: str = "single", base: str = "identifier", more: str = "") -> str:
    """The key of an item in version 2; values: the right ones, with bars between them."""
    inside = "".join(f"<value>{value}</value>" for value in values.split("|") if value)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{inside}</correctResponse>{more}</responseDeclaration>"
    )


def choices(tag: str, most: str) -> str:
    """An interaction of version 2 with the options A, B and C."""
    options = "".join(f'<simpleChoice identifier="{name}">{name.lower()}</simpleChoice>' for name in "ABC")
    return f'<{tag} responseIdentifier="RESPONSE" maxChoices="{most}">{options}</{tag}>'
