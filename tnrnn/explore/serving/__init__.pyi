from .answering import answers as answers
from .app import application as application, serve as serve
