"""`{% address "learner" person.public_id %}`: the address of a screen of an upper app (common.addresses)."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape

from common.addresses import UnknownAddress, address_of

register = template.Library()


class AddressNode(template.Node):
    """Asks the registry of addresses; an unknown name gives "" to a variable, as with `{% url %}`."""

    child_nodelists = ()

    def __init__(self, name: FilterExpression, args: list[FilterExpression], variable: str = "") -> None:
        self.name = name
        self.args = args
        self.variable = variable

    def render(self, context: template.Context) -> str:
        try:
            url = address_of(self.name.resolve(context), *(arg.resolve(context) for arg in self.args))
        except UnknownAddress:
            if not self.variable:
                raise
            url = ""
        if self.variable:
            context[self.variable] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@register.tag
def address(parser: Parser, token: Token) -> AddressNode:
    """`{% address "name" argument … %}` or `{% address "name" argument … as variable %}`."""
    _tag, *bits = token.split_contents()
    variable = ""
    if len(bits) > 2 and bits[-2] == "as":
        variable = bits[-1]
        bits = bits[:-2]
    if not bits:
        raise template.TemplateSyntaxError("{% address %} needs the name of an address")
    name, *args = (parser.compile_filter(bit) for bit in bits)
    return AddressNode(name, args, variable)
