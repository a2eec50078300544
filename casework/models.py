"""A table of contents for Django; topics import from the topic that owns the model."""

from casework.blueprints.models import Blueprint, BlueprintStep
from casework.citizens.models import Citizen
from casework.flow.models import FlowSnapshot
from casework.green_wave.boundaries import Boundary
from casework.green_wave.models import DeadPeriod, FlagThreshold, LiftingRule, Muted, WatchRun
from casework.jobpakke.models import Jobpakke, LetBe, Pause, Step
from casework.rules.models import FindingOverride, LeadTime, RuleConfirmation

__all__ = [
    "Blueprint",
    "BlueprintStep",
    "Boundary",
    "Citizen",
    "DeadPeriod",
    "FindingOverride",
    "FlagThreshold",
    "FlowSnapshot",
    "Jobpakke",
    "LeadTime",
    "LetBe",
    "LiftingRule",
    "Muted",
    "Pause",
    "RuleConfirmation",
    "Step",
    "WatchRun",
]
