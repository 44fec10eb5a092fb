"""A page of an authority's web site: the document within the site's own furniture."""

from html import escape
from pathlib import Path

from samples import Block, Sample, Table

FURNITURE = (
    *("网站首页", "工会动态", "政策文件", "互动交流", "当前位置", "字号", "打印本页", "分享到", "浏览次数"),
    *("相关推荐", "关于举办职工趣味运动会的通知", "网站地图", "版权所有", "ICP备", "请输入关键词", "无障碍浏览"),
)
"""Words that stand only outside the document."""

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}-通知公告-深圳市示例总工会</title>
<meta name="keywords" content="工会,通知公告">
<style>.TRS_Editor p{{margin:0;line-height:2;text-indent:2em}} .nav li{{float:left}}</style>
<script>var _hmt = _hmt || []; (function() {{ document.write("<p>统计代码</p>"); }})();</script>
</head>
<body>
<div class="header">
<div class="top-bar"><a href="#">无障碍浏览</a> | <a href="#">繁体</a></div>
<form class="search"><input type="text" placeholder="请输入关键词"><button>搜索</button></form>
<ul class="nav"><li><a href="/">网站首页</a></li><li><a href="/dt/">工会动态</a></li>
<li><a href="/zc/">政策文件</a></li><li><a href="/hd/">互动交流</a></li></ul>
</div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zc/">政策文件</a> &gt; <span>通知公告</span></div>
<div class="main">
<div class="article">
<h1 class="article-title">{title}</h1>
<div class="article-info"><span>发布时间：2026-03-02 09:30</span> <span>来源：本网</span> <span>浏览次数：1024</span>
<span>字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span> <a href="#">打印本页</a></div>
<div class="article-content TRS_Editor">
{content}
</div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="prev-next">上一篇：<a href="#">关于举办职工趣味运动会的通知</a></div>
</div>
<div class="sidebar"><h3>相关推荐</h3>
<ul><li><a href="#">关于开展职工读书月活动的通知</a> <span>02-27</span></li>
<li><a href="#">一图读懂职工文化驿站</a> <span>02-25</span></li>
<li><a href="#">第一批驿站名单公布</a> <span>02-20</span></li></ul></div>
</div>
<div class="footer"><p>版权所有：深圳市示例总工会　<a href="#">网站地图</a></p><p>示例ICP备00000000号</p></div>
</body>
</html>
"""


def make_html(sample: Sample, path: Path) -> None:
    """The page that announces `sample`; its title stands above the text once more."""
    content = "\n".join(_part(sample, part) for part in sample.parts())
    path.write_text(_PAGE.format(title=escape(sample.title), content=content), encoding="utf-8")


def _part(sample: Sample, part: Block | Table) -> str:
    if isinstance(part, Table):
        return _table(part)
    lines = [escape(line).replace("  ", "&nbsp; ") for line in sample.lines(part)]
    if part.is_heading:
        return f"<p><strong>{lines[0]}</strong></p>"
    if part.tag in ("annex", "cover", "contents", "figure", "again"):
        return "\n".join(f'<p style="text-align:center">{line}</p>' for line in lines)
    if part.is_clause:
        number = escape(part.cells[0])
        return f'<p><span style="font-family:黑体">{number}</span>{lines[0].removeprefix(number)}</p>'
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _table(table: Table) -> str:
    head, *rows = table.rows
    cells = "".join(f"<th><p>{escape(cell)}</p></th>" for cell in head)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<p style="text-align:center">{table.label}　{escape(table.title)}</p>\n'
        f'<table border="1">\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
    )
