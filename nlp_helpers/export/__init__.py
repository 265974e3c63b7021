"""Trained models as folders that the `transformers` library loads, without this package.

| architecture | in `transformers` | what differs |
|---|---|---|
| gpt | GPT2LMHeadModel | the last norm's epsilon: 1e-5 here, 1e-12 there |
| vit, judging by its class token | ViTForImageClassification | the last norm's: 1e-6, 1e-12 |
| bert | BertForPreTraining | |
| bert with rotary positions | RoFormerForMaskedLM | its head for pairs is left out |
| bert-classifier, minilm-classifier | a class that comes in the folder, `mean_pooling.py` | |
| char-rnn, sentiment-rnn, seq2seq-rnn | nothing: it has no recurrent models | |
| transformer | nothing for two vocabularies; for one Pegasus comes near, and is not written | |

Introduced in chapter 16, Hugging Face.
"""

from nlp_helpers.export.exporting import export_model, exportable_names
