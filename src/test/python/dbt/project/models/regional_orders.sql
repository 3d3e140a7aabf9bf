select o.id, r.name from {{ ref('orders') }} as o join {{ ref('regions') }} as r on r.id = o.region_id
