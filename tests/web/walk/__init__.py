"""Random walks of everybody over the whole workflow, by real forms, beside a model on paper.

The model (`office`, `paper`, `rules`, `meetings`, `book`) shares nothing with the product: who may
do what, and what comes of it, is written down there a second time, from the design. `forms` fills
in what is sent, `product` reads what came of it, and `walker` takes the steps and compares.
"""
