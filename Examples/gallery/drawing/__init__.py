"""The drawings of the gallery, one module per kind of subject."""
