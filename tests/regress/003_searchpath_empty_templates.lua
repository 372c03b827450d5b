-- Empty templates in a path are tried too, as an empty file name.
-- oracle: lua5.4
print(package.searchpath("x", "?;;?a;"))
print(package.searchpath("x", ""))
print(package.searchpath("a.b", "./?.none;/q/?/?"))
