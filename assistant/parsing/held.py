"""Everything that is held: the texts that ship and those that users added. No model and no index is needed for it."""

from assistant.domain import Corpus
from assistant.parsing.catalogue import load_catalogue
from assistant.parsing.holdings import load_added
from assistant.settings import Settings


def load_corpus(settings: Settings) -> Corpus:
    """The texts that ship and those that users added."""
    return Corpus((*load_catalogue(settings.corpus), *load_added(settings.documents)))
