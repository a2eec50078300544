"""Who works here: municipalities, teams and people."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import CHOICES, ROLES, Role
from jobpakker.foundation.tenancy import TenantModel


class Municipality(models.Model):
    name = models.CharField(_("navn"), max_length=100)
    code = models.CharField(_("kommunekode"), max_length=3, unique=True)
    # The word "jobcenter" left the law in 2026 (lov nr. 1750 af 29/12/2025): each municipality names its own unit.
    unit_name = models.CharField(_("enhedens navn"), max_length=100)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "name", "code", "unit_name")

    class Meta:
        verbose_name = _("kommune")

    def __str__(self) -> str:
        return self.name


class ClosedDay(TenantModel):
    """A working day on which this municipality's unit is closed; it neither counts nor breaks a wave."""

    day = models.DateField(_("dag"))
    reason = models.CharField(_("anledning"), max_length=100)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "day", "reason")

    class Meta:
        verbose_name = _("lukkedag")
        constraints = [models.UniqueConstraint(fields=["municipality", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.reason}"


class Team(TenantModel):
    name = models.CharField(_("navn"), max_length=100)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "name")

    class Meta:
        verbose_name = _("team")
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """An employee. Logs in with the work e-mail; the role says what she may do, the team whose citizens she sees."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="users", verbose_name=_("kommune")
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("navn"), max_length=150)
    phone = models.CharField(_("direkte telefon"), max_length=20, blank=True)
    role_code = models.CharField(_("rolle"), max_length=30, choices=CHOICES)
    is_active = models.BooleanField(_("aktiv"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Privacy:
        personal = ("email", "name", "phone")
        secret = ("password",)
        neutral = ("id", "last_login", "public_id", "municipality", "team", "role_code", "is_active")

    class Meta:
        verbose_name = _("medarbejder")
        constraints = [models.CheckConstraint(condition=models.Q(role_code__in=list(ROLES)), name="user_role_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> Role:
        return ROLES[self.role_code]

    def can(self, permission: Permission) -> bool:
        return permission in self.role.permissions


class LoginTry(models.Model):
    """A try to log in that has not succeeded; kept for a quarter of an hour. See `lockout`."""

    address_key = models.CharField(max_length=64)  # a keyed hash of what was typed
    at = models.DateTimeField()

    class Privacy:
        personal = ()
        secret = ("address_key",)
        neutral = ("id", "at")

    class Meta:
        verbose_name = _("forsøg på at logge ind")
        indexes = [
            models.Index(fields=["address_key"], name="login_try_by_address"),
            models.Index(fields=["at"], name="login_try_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
