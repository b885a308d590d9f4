from .apart import answer as answer, answered as answered, command_of as command_of
from .errors import FAILURES as FAILURES, failure as failure, place_of as place_of, said as said
from .files import (
    check_files as check_files,
    check_target as check_target,
    read_file as read_file,
    read_text as read_text,
    write_file as write_file,
)
from .terminal import wants_bar as wants_bar, wipe as wipe, write_bar as write_bar
