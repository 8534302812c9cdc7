"""People to test with."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Suspension, User

PASSWORD = "correct-horse-7"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who signed up and verified their address. `roles=["Instructor"]` puts them in groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    password = factory.django.Password(PASSWORD)
    # as if they had been here a moment ago, so that no test counts the write that notes a visit
    last_seen_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def address(self: User, create: bool, _given: object) -> None:
        if create:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @factory.post_generation
    def roles(self: User, create: bool, names: list[str] | None) -> None:
        if create and names:
            self.groups.add(*Group.objects.filter(name__in=names))


class SuspensionFactory(factory.django.DjangoModelFactory):
    """The record alone. To shut somebody out in a test, call `accounts.actions.suspend`."""

    class Meta:
        model = Suspension

    person = factory.SubFactory(UserFactory)
    suspended_by = factory.SubFactory(UserFactory)
    suspended_at = factory.LazyFunction(timezone.now)
    reason = "Sold their notes."
