# The records of a made-up shop, one a line: jq -nc --arg type customer --arg now 2026-03-01 -f records.jq
# The same day gives the same records. All people and addresses are invented.

# A number from 0 to below $below that depends on $i and $salt alone.
def pick($i; $salt; $below): ((($i + 1) * 7919 + $salt * 104729 + $i * $i * 31) % 10007) % $below;
def one_of($list; $i; $salt): $list[pick($i; $salt; $list | length)];
def padded: tostring | ("0000" + .)[-4:];

def today: $now + "T02:00:00Z" | fromdate;
# $days before today, some hours into that day.
def ago($days; $i): today - $days * 86400 + pick($i; 3; 10) * 3600 | todate;

def families: ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"];
def middles: ["Thị", "Văn", "Minh", "Ngọc", "Thu", "Quốc", "Hồng", "Đức"];
def names: ["An", "Bình", "Chi", "Dung", "Hà", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam",
            "Oanh", "Phúc", "Quỳnh", "Sơn", "Thảo", "Trang", "Tú", "Yến"];
def cities: ["Hà Nội", "Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Huế", "Hải Phòng"];
def categories: ["tea", "teaware", "cake", "gift"];
def prices: [45000, 60000, 85000, 120000, 180000, 250000, 390000];

def customer_count: 500;
def customer_id: "kh-" + padded;
def sku: "sp-" + padded;
# Every sixth is new and has bought nothing yet.
def buyer($i): pick($i; 17; customer_count) | if . % 6 == 0 then . + 1 else . end;

def customer($i):
  {id: ($i | customer_id),
   name: "\(one_of(families; $i; 1)) \(one_of(middles; $i; 2)) \(one_of(names; $i; 3))",
   language: (if pick($i; 4; 12) == 0 then "en" else "vi" end),
   phone: "+8490\(1000000 + $i * 37)",
   email: "kh\($i)@example.com",
   tier: (if pick($i; 5; 20) == 0 then "gold" elif pick($i; 5; 5) == 0 then "silver" else "member" end),
   city: one_of(cities; $i; 6),
   birthday: "\(1970 + pick($i; 7; 36))-\(1 + pick($i; 8; 12) | padded[2:])-\(1 + pick($i; 9; 28) | padded[2:])",
   registered_at: ago(1 + pick($i; 10; if $i % 6 == 0 then 14 else 700 end); $i)};

def product($i):
  {id: ($i | sku),
   name: "\(["Trà sen", "Trà nhài", "Ấm gốm", "Chén ngọc", "Bánh đậu xanh", "Mứt gừng", "Hộp quà Tết",
             "Trà ô long"][$i % 8]) \($i + 1)",
   category: categories[$i % 4],
   price: one_of(prices; $i; 11),
   currency: "VND",
   link: "https://shop.example/p/\($i | sku)"};

def lines_of($i):
  [range(1 + pick($i; 12; 3)) as $line
   | pick($i + $line * 97; 13; 40) as $product
   | {sku: ($product | sku), quantity: (1 + pick($i + $line; 14; 2)), price: one_of(prices; $product; 11),
      category: categories[$product % 4]}];

# Past orders: most were delivered, a few came back or wait for their money.
def order($i):
  lines_of($i) as $lines
  | (5 + pick($i; 15; 300)) as $days
  | (if pick($i; 16; 15) == 0 then "refunded" elif pick($i; 16; 12) == 0 then "placed"
     else "delivered" end) as $status
  | {id: "dh-\($i | padded)", customer_id: (buyer($i) | customer_id), status: $status,
     placed_at: ago($days; $i), amount: ($lines | map(.price * .quantity) | add), currency: "VND",
     lines: $lines}
  | if $status != "placed" then .paid_at = .placed_at else . end
  | if $status == "delivered" then .delivered_at = ago($days - 3; $i) else . end;

def cart($i):
  {id: "gio-\($i | padded)", customer_id: ($i * 7 % customer_count | customer_id), changed_at: ago(0; $i),
   lines: lines_of($i + 500)};

def follow($i):
  {id: "theo-\($i | padded)", customer_id: ($i * 3 % customer_count | customer_id), shop_id: "tra-sen",
   since: ago(1 + pick($i; 18; 200); $i)};

def wishlist_item($i):
  {id: "thich-\($i | padded)", customer_id: ($i * 11 % customer_count | customer_id),
   product_id: (pick($i; 19; 40) | sku), added_at: ago(1 + pick($i; 20; 40); $i)};

if $type == "customer" then customer(range(customer_count))
elif $type == "product" then product(range(40))
elif $type == "order" then order(range(900))
elif $type == "cart" then cart(range(70))
elif $type == "follow" then follow(range(160))
elif $type == "wishlist_item" then wishlist_item(range(120))
else error("no records of the type \"\($type)\"") end
