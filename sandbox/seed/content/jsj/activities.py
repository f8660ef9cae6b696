"""What the bureau did in 2026, and the summary that is begun from it."""

from datetime import date

from sandbox.seed.parts import Activity, BegunSummary

from .names import BUILDING, HOUSING, LAW, MARKET, MUNICIPAL, OFFICE, SAFETY, VILLAGES

ACTIVITIES = (
    Activity("meeting", date(2026, 1, 14), "部署全年政务公开工作", OFFICE, people=18),
    Activity("group", date(2026, 2, 6), "调整政务公开领导小组成员", OFFICE),
    Activity("training", date(2026, 2, 25), "公示期限怎样计算", LAW, people=32, hours="1.5"),
    Activity(
        "outreach", date(2026, 3, 9), "进工地讲施工许可和农民工工资", BUILDING,
        people=5, boards=1, leaflets=220, laws="《建筑法》《保障农民工工资支付条例》",
    ),
    Activity("inspection", date(2026, 3, 20), "检查三处公开栏", OFFICE, people=3),
    Activity(
        "finding", date(2026, 3, 20), "县政务服务中心公开栏有一页旧收费目录", OFFICE,
        supervision="institutional", rectification="done", rectified_on=date(2026, 3, 23),
    ),
    Activity("meeting", date(2026, 4, 9), "研究一季度超期公开的事项", OFFICE, people=12),
    Activity(
        "spending", date(2026, 4, 22), "更换翠屏镇便民服务中心公开栏", OFFICE, amount="12800.00",
    ),
    Activity("training", date(2026, 5, 13), "名单类信息脱敏", HOUSING, people=26, hours="2"),
    Activity(
        "outreach", date(2026, 6, 16), "安全生产月咨询日", SAFETY,
        people=8, boards=2, leaflets=420, laws="《安全生产法》《建设工程安全生产管理条例》",
        notes="县城中心广场，与县应急局同一天。物业费怎样收是问得最多的。",
    ),
    Activity("inspection", date(2026, 6, 26), "检查窗口亮证和收费公示", MUNICIPAL, people=4),
    Activity("meeting", date(2026, 7, 8), "研究上半年超期公开的事项", OFFICE, people=12),
    Activity(
        "finding", date(2026, 7, 15), "举报箱来信反映危改名单看不到全名", VILLAGES,
        supervision="social", rectification="done", rectified_on=date(2026, 7, 22),
    ),
    Activity("training", date(2026, 8, 19), "政策解读怎样写短", OFFICE, people=21, hours="1.5"),
    Activity(
        "outreach", date(2026, 9, 7), "物业和维修资金进小区", MARKET,
        people=4, boards=1, leaflets=156, laws="《物业管理条例》",
    ),
    Activity("inspection", date(2026, 9, 18), "检查村镇公示栏", VILLAGES, people=5),
    Activity(
        "finding", date(2026, 9, 18), "两个村的公示栏缺危改结果", VILLAGES,
        supervision="organisational", rectification="under way",
    ),
    Activity("spending", date(2026, 9, 24), "印制办事一页纸", OFFICE, amount="3465.50"),
    Activity("meeting", date(2026, 10, 14), "研究三季度承诺兑现情况", OFFICE, people=14),
    Activity(
        "outreach", date(2026, 11, 9), "消防宣传日讲燃气安全", MUNICIPAL,
        people=6, boards=2, leaflets=250, laws="《城镇燃气管理条例》",
    ),
)  # fmt: skip

SUMMARY = BegunSummary(
    year=2026,
    template="five-parts",
    abstract="2026年公开、宣传、培训、检查的数字都由台账和公开目录汇总，写明三项不足和三项打算。",
    formed_on=date(2026, 11, 26),
    section=OFFICE,
    introduction=(
        "2026年，我局把重点放在按时公开和让群众看得懂上。下面的数字由公开目录和工作台账汇总，"
        "点数字可以看到它数的是哪些记录。"
    ),
    texts=(
        "局长负总责，一名副局长分管，办公室承办，九个股室各有一名联络员。每季度研究一次超期事项，点名到股室。",
        "培训只讲干活要用的三件事：期限怎样算、名单怎样脱敏、解读怎样写短。每次课后做一道题，答错的补讲。",
        "",
        "窗口来问“还缺什么材料”的少了：施工许可的退件由上年的31件减到12件，原因是材料清单印成了一页纸。",
    ),
    parts=(
        "三处实体公开栏与网页同一天更换，每张公示单有二维码，扫码看到的是最新版。",
        "每月10日前把上月经费收支发给各股室，接待、差旅、培训三项单列。",
        "公开栏、窗口和村镇公示栏都检查了，发现的问题写明谁改、什么时候改完。",
    ),
    shortcomings=(
        ("两个村的公示栏缺危房改造结果，9月才查出来", "村镇建设股每月核对一次，照片存进台账"),
        ("施工许可的解读有三份没有图，老年人说看不懂", "涉及补助的解读都配图和方言录音"),
        ("第四季度的培训没有办，讲课的人抽去验收了", "12月补一次，讲公文格式"),
    ),
    answers=(
        ("done", "4月印发，逐项写明公开时限。"),
        ("carried over", "前三季度按时公布，第四季度在次年1月公布。"),
        ("done", "名单类信息公开以前都经脱敏检查，退回修改的留有记录。"),
    ),
    plans=(
        ("村镇公示栏每月核对一次，缺页当周补齐", VILLAGES, date(2027, 12, 31)),
        ("涉及补助的解读全部配图和方言录音", HOUSING, date(2027, 6, 30)),
        ("把办事一页纸送到十二个乡镇便民服务中心", OFFICE, date(2027, 3, 31)),
    ),
    conclusion="明年这些打算做到哪一步，在下一年的总结里逐条回答。",
)
