from .loading import needed as needed, one_thread as one_thread
