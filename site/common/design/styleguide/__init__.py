"""The style guide of development: every component with its states, and the values it is made of.

A group is a module with a GROUP. Specimens are written as the template that draws them, so that what is shown
beside a component is what a page would have to write.
"""
