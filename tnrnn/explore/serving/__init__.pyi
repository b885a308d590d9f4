from .answering import Desk as Desk, answers as answers, line_of as line_of
from .app import application as application, live_page as live_page, serve as serve
