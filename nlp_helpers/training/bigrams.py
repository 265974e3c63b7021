"""The honest baseline: words and pairs of words, weighed by one linear model."""

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from nlp_helpers.datasets import split_words


def make_bigram_classifier() -> Pipeline:
    """Build a bag of words and bigrams under a logistic regression.

    It reads text and knows no order beyond pairs of neighbours; it trains in seconds, and recurrent
    nets have a hard time beating it (Wang and Manning 2012). Introduced in chapter 04, Sentiment.

    Returns:
        A scikit-learn pipeline: `fit(texts, labels)`, `decision_function(texts)` -> logits (N,).
    """
    bag = TfidfVectorizer(
        tokenizer=split_words,
        token_pattern=None,
        lowercase=False,  # split_words has done it
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
    )
    return make_pipeline(bag, LogisticRegression(C=20, solver="liblinear"))
