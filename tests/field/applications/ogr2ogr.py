"""ogr2ogr of GDAL 3.6: GeoPackage and SQLite, written with a transaction a row and in one."""

import json

WITNESS = "native"
PROGRAMS = {"ogr2ogr": "gdal-bin", "ogrinfo": "gdal-bin"}
APPLICATION = ["/ogr2ogr", "/ogrinfo", "libgdal"]


def feature(number):
    return {"type": "Feature", "properties": {"name": f"place {number}", "kind": number % 4, "height": number * 3},
            "geometry": {"type": "Point", "coordinates": [number % 36, number % 17]}}


FILES = {
    "places.geojson": json.dumps({"type": "FeatureCollection", "features": [feature(number) for number in range(60)]}),
    "kinds.csv": "kind,label\n" + "".join(f"{number},label {number}\n" for number in range(30)),
}
COMMANDS = [
    ["ogr2ogr", "-f", "GPKG", "all.gpkg", "places.geojson"],
    ["ogr2ogr", "-f", "GPKG", "-gt", "1", "each.gpkg", "places.geojson"],
    ["ogr2ogr", "-f", "SQLite", "-gt", "1", "each.sqlite", "places.geojson"],
    ["ogr2ogr", "-f", "SQLite", "-gt", "7", "seven.sqlite", "places.geojson"],
    ["ogr2ogr", "-f", "GPKG", "-update", "-append", "-gt", "1", "all.gpkg", "kinds.csv"],
    ["ogr2ogr", "-f", "GPKG", "-update", "-upsert", "all.gpkg", "places.geojson", "-nln", "places"],
    ["ogrinfo", "-al", "-so", "all.gpkg"],
    ["ogrinfo", "-ro", "each.gpkg", "-sql", "select * from places where kind = 2"],
    ["ogr2ogr", "-f", "CSV", "out.csv", "each.sqlite"],
    ["ogr2ogr", "-f", "GPKG", "-clipsrc", "0", "0", "20", "20", "clipped.gpkg", "each.gpkg"],
]
CLEAN = [r"DBF_DATE_LAST_UPDATE=\S+", r"\d{4}-\d\d-\d\dT[\d:.]+Z"]
