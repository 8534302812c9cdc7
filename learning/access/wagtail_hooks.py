"""What access adds to the Wagtail admin. Declarations only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from .bundle_admin import BundlePurchaseAdmin
from .record_admin import EnrolmentAdmin, GrantAdmin


@modeladmin_register
class LearnersGroup(ModelAdminGroup):
    menu_label = _("Learners")
    menu_icon = "group"
    menu_order = 330
    items = (EnrolmentAdmin, GrantAdmin, BundlePurchaseAdmin)
