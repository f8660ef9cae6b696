"""What the letterheads of all bureaus have in common."""

COUNTY = "云岭县人民政府"
WINDOW_HOURS = "工作日 8:30—11:30，14:30—17:30"

COMMON = {
    "county_name": COUNTY,
    "enquiry_phone": "12345",
    "enquiry_phone_note": "24 小时。原 96128 已并入，仍可拨打",
    "report_phone_note": "工作日有人接听",
    "window_hours": WINDOW_HOURS,
    "office_hours": WINDOW_HOURS,
    "host_unit": "云岭县人民政府办公室",
    "site_code": "5399990017",
}
