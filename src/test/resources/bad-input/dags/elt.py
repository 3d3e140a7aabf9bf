import os, subprocess
from airflow import DAG
with DAG("elt", schedule="@daily") as dag:
    subprocess.run(["meltano", "run", "tap-own", "target-jsonl"], check=True)
    os.system("meltano invoke dbt-postgres:run")
