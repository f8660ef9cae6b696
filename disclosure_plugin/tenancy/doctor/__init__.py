"""Sets two bureaus against each other and reports what gets through.

``running`` runs the probes, ``temporary`` makes two bureaus for it and takes them away again,
``live`` takes two that exist. The probes are in ``probes`` and in the modules
``tenancy_probes`` of other apps; :mod:`disclosure_plugin.sealing` says what one is.
"""
