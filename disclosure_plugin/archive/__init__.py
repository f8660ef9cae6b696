"""Web archives of public pages: bytes in, WARC and WACZ files out. Knows no web framework.

Writing, from the inside out: ``exchange`` (one URL fetched), ``capture`` (fetching from a WSGI
application), ``links`` (what a document refers to), ``warc`` (the file of records), ``cdxj``
(its index), ``wacz`` (the package), ``snapshot`` (all of it, into one file).
Reading back: ``records``, ``reader`` (a package), ``validate`` (is it sound).
Taking out: ``redaction`` (what must not be shown any more), ``mentions`` (who speaks of it).
The publication log: ``merkle`` (its tree and proofs), ``checkpoints`` (what it signs),
``verify_archive`` (one file with which anybody checks both, and packages).

Formats: WARC/1.1 (ISO 28500:2017, in China GB/T 33994-2017), CDXJ and WACZ 1.1.1
(https://specs.webrecorder.net/wacz/1.1.1/).
"""
