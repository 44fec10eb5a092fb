"""Geometry that PDF pages and recognised images share: glyphs → lines → columns, tables, furniture → paragraphs."""
