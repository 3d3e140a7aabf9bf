"""Made-up exports of QuickBooks: numbers with zeros in front, keys of two columns, odd texts."""

CUSTOMERS = """\
Customer Id,Customer,Postal Code,State/Province,Notes
0000001,O'Hara & Sons,01234,NY,NULL
0000002,"Müller, Söhne",50667,,N/A
0000003,"Two
Lines Ltd",99999,TX,\\N
"""

INVOICES = """\
Invoice No,Product/Service,Qty,Amount,P.O. Number
0000001,Design,1,"1,908.57",
0000001,Print / Small,0.5,468.74,007
0000002,Design,-1,"-1,033.82",n/a
"""

SALES_RECEIPTS = """\
Sales Receipt No,Line/Item,Payment Method,Amount
SR-0001,1,Cash,152.46
SR-0001,2,Credit Card,712.20
SR-0002,1,Check,236.88
"""

EXPORTS = {"customers": CUSTOMERS, "invoices": INVOICES, "sales_receipts": SALES_RECEIPTS}
KEYS = {
    "customers": ("Customer Id",),
    "invoices": ("Invoice No", "Product/Service"),
    "sales_receipts": ("Sales Receipt No", "Line/Item"),
}
