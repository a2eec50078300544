"""What a person may be allowed to do, each as one word."""

from enum import StrEnum, auto


class Permission(StrEnum):
    SEE_MY_DAY = auto()
    SEE_CITIZENS = auto()
    EDIT_CITIZENS = auto()
    REVEAL_CPR = auto()
    SEE_COMPANIES = auto()
    EDIT_COMPANIES = auto()
    SEE_OPENINGS = auto()
    EDIT_OPENINGS = auto()
    SEE_COURSES = auto()
    EDIT_COURSES = auto()
    SEE_JOBPAKKER = auto()
    BUILD_JOBPAKKE = auto()
    SEND_COMMITMENT = auto()
    SEE_DEAD_PERIODS = auto()
    HANDLE_DEAD_PERIODS = auto()
    SEE_WATCH = auto()
    SEE_BLUEPRINTS = auto()
    EDIT_BLUEPRINTS = auto()
    SEE_FLOW = auto()
    CONFIRM_RULES = auto()
    SET_LEAD_TIMES = auto()
    SEE_WHOLE_MUNICIPALITY = auto()
    SEE_ACCESS_LOG = auto()
    MANAGE_USERS = auto()
