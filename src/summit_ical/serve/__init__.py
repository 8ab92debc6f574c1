"""An agenda file in, its page on this computer out, built anew after every save. Nothing is published.

preview  the server on loopback, the thread that builds for it, and the page that shows mistakes
"""
