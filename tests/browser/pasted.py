# ruff: noqa: E501 - what programs write has lines of its own length
"""What Word and WPS put into the clipboard, written by hand after what they write."""

# Word for Windows: a document with its styles, conditional comments and markers of lists.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:""; font-family:仿宋;} @list l0 {mso-list-id:1;} --></style>
</head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h3 style='mso-pagination:widow-orphan'><span style='font-family:黑体'>收费标准<span
lang=EN-US><o:p></o:p></span></span></h3>
<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><b><span
style='font-family:仿宋;color:red;mso-ascii-font-family:"Times New Roman"'>占用城市道路</span></b><span
style='font-family:仿宋'>按面积和天数收费。<span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:18.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'
><![if !supportLists]><span lang=EN-US style='font-family:Wingdings;mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]><span
style='font-family:仿宋'>按平方米计算。</span></p>
<p class=MsoListParagraph style='margin-left:18.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'
><![if !supportLists]><span lang=EN-US style='font-family:Wingdings;mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]><span
style='font-family:仿宋'>按日计算。</span></p>
<p class=MsoNormal><span style='color:blue'>见<a
href="https://www.example.gov.cn/fees" style='mso-hansi-font-family:x'>公开目录</a>。</span><img
width=100 height=50 src="file:///C:/Users/abc/AppData/Local/Temp/msohtmlclip1/01/clip_image002.png"
v:shapes="_x0000_i1025"></p>
<!--EndFragment--></body></html>"""

# Word's numbered list, whose numbers are written out.
WORD_NUMBERED = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"></head><body lang=ZH-CN><!--StartFragment-->
<p class=MsoListParagraphCxSpFirst style='text-indent:-21.0pt;mso-list:l1 level1 lfo2'
><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>申请。</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-21.0pt;mso-list:l1 level1 lfo2'
><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>2.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>受理。</p>
<!--EndFragment--></body></html>"""

# WPS Writer: fonts in each span, the text again in an XML island, lists as plain paragraphs.
WPS = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name="ProgId" content="Word.Document">
<meta name="Generator" content="WPS Office"><style>@font-face{font-family:"仿宋_GB2312";}
p.MsoNormal{mso-style-name:正文;margin:0pt;}</style></head><body style="tab-interval:21pt;">
<!--StartFragment--><p class=MsoNormal style="text-indent:32.0000pt;"><span style="mso-spacerun:'yes';
font-family:仿宋_GB2312;mso-hansi-font-family:'Times New Roman';font-size:16.0000pt;"><font
face="仿宋_GB2312" >为规范占道收费，现公开如下。</font></span><span style="font-family:仿宋_GB2312;"
><o:p></o:p></span></p>
<p class=MsoNormal style="margin-left:21.0000pt;mso-list:l0 level1 lfo1;"><!--[if !supportLists]--><span
style="font-family:宋体;"><span style='mso-list:Ignore;'>1.<span>&nbsp;</span></span></span><!--[endif]--><span
style="font-family:宋体;"><font face="宋体" >申请。</font></span></p>
<p class=MsoNormal style="margin-left:21.0000pt;mso-list:l0 level1 lfo1;"><!--[if !supportLists]--><span
style="font-family:宋体;"><span style='mso-list:Ignore;'>2.<span>&nbsp;</span></span></span><!--[endif]--><span
style="font-family:宋体;"><font face="宋体" >受理。</font></span></p>
<p class=MsoNormal><b><span style="font-weight:bold;"><font face="宋体" >联系电话</font></span></b><span
style="display:none;mso-hide:all;">隐藏的字</span></p><!--EndFragment--></body></html>"""

# A table of Word, as a table of WPS and Excel differs in styles alone.
TABLE = """<html><head><meta name=Generator content="Microsoft Word 15"></head><body>
<!--StartFragment--><table class=MsoTableGrid border=1 cellspacing=0 style='mso-yfti-tbllook:1184'>
<tr style='mso-yfti-irow:0'><td width=200><p class=MsoNormal><span lang=EN-US>项目<o:p></o:p></span></p></td>
<td width=200><p class=MsoNormal>标准</p></td></tr>
<tr><td><p class=MsoNormal>占道费</p></td><td><p class=MsoNormal>0.30</p></td></tr></table>
<!--EndFragment--></body></html>"""

HOSTILE = """<html><body><p>文<script>alert(1)</script><img src=x onerror="alert(2)">
<a href="javascript:alert(3)">链接</a><iframe src="https://example.org"></iframe></p></body></html>"""

HOSTILE_OF_WORD = HOSTILE.replace("<p>", "<p class=MsoNormal style='mso-x:1'>")

CHINESE_NUMBERS = """<html><head><meta name=Generator content="Microsoft Word 15"></head><body>
<!--StartFragment--><p class=MsoNormal style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>一、</span><![endif]>总体要求</p>
<p class=MsoNormal style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>（一）</span><![endif]>公开什么</p><!--EndFragment--></body></html>"""
