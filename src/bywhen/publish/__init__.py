"""The web: the tracker inside Datasette, on 0.65 and on 1.0.

    serve      build if needed, start a server, check its pages
    plugin     the hooks Datasette calls, nothing else
    adapter    everything in which the two Datasettes differ
    attached   the trackers an instance serves, reopened when their file is replaced
    middleware what surrounds every request: reopening, headers, the clear page when a file is bad
    router     addresses to pages; `context` is what a page gets, `render` what it writes with
    frame      what stands around every page; `speech` and `catalog` its languages
    home       the home page; `board` what it knows, `boardread` and `boardevents` how that is read
    affairpage, searchpage, ...  one module a page
    cells      windows, slips and quotes in Datasette's own tables
    metadata   metadata.yml and its twins

Importing this package imports no Datasette: the command line stays fast.
"""
