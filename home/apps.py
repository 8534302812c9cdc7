from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from commerce.billing import sale_terms
        from common import personal_data
        from common.exports.running import let_export
        from home import handlers
        from home.lead_forms.submissions import may_export
        from home.page_rights import apply_page_rights
        from home.pages import page_editors
        from home.site_settings.terms_of_sale import terms_of_site

        # After the last app's turn, when the permissions of all apps exist.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(apply_page_rights, sender=last, dispatch_uid="home.apply_page_rights")
        page_editors.register()
        handlers.connect()
        personal_data.register(
            {
                "wagtailforms:list_submissions": _("Responses to a form"),
                "wagtailforms:list_submissions_results": _("Responses to a form"),
            }
        )
        let_export("wagtailforms:list_submissions", may_export)
        sale_terms.register(terms_of_site)
