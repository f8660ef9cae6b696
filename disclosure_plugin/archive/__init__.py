"""Web archives of public pages: bytes in, WARC and WACZ files out. Knows no web framework.

Read in this order: ``exchange`` (one URL fetched), ``capture`` (fetching from a WSGI
application), ``links`` (what a document refers to), ``warc`` (the record file), ``cdxj`` (its
index), ``wacz`` (the package), ``snapshot`` (all of them, into one file), ``validate`` (is a
package sound).

Formats: WARC/1.1 (ISO 28500:2017, in China GB/T 33994-2017), CDXJ and WACZ 1.1.1
(https://specs.webrecorder.net/wacz/1.1.1/).
"""
